variable "name" {
  type = string
}

variable "environment" {
  description = "dev or prod."
  type        = string
}

variable "host" {
  type = string
}

variable "priority" {
  description = "Of the listener rule."
  type        = number
}

variable "desired_count" {
  description = "How many tasks."
  type        = number
}

variable "retention_in_days" {
  description = "Of the logs."
  type        = number
}

variable "cluster_arn" {
  type = string
}

variable "image" {
  type = string
}

variable "execution_role_arn" {
  type = string
}

variable "task_role_arn" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "security_group_id" {
  type = string
}

variable "listener_arn" {
  type = string
}

variable "balancer_suffix" {
  type = string
}

variable "balancer_dns_name" {
  type = string
}

variable "balancer_zone_id" {
  type = string
}

variable "zone_id" {
  type = string
}

variable "database_url" {
  type      = string
  sensitive = true
}

variable "media_bucket" {
  type = string
}
