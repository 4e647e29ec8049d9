variable "region" {
  description = "Where everything lives."
  type        = string
  default     = "eu-west-1"
}

variable "domain" {
  description = "Domain of the site; the hosted zone has the same name."
  type        = string
}

variable "vpc_cidr" {
  description = "Address range of the VPC."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrsubnet(var.vpc_cidr, 8, 255))
    error_message = "The range must have room for /24 networks."
  }
}

variable "admin_cidr" {
  description = "From where the bastion takes ssh."
  type        = string
}

variable "admin_public_key" {
  description = "Public ssh key of the person with the laptop."
  type        = string
}

variable "image_tag" {
  description = "Tag of the application's image that both environments run."
  type        = string
  default     = "latest"
}

variable "db_instance_class" {
  type    = string
  default = "db.t4g.small"
}

variable "db_storage" {
  description = "Gigabytes."
  type        = number
  default     = 50
}

variable "db_username" {
  type    = string
  default = "courses"
}

variable "db_password" {
  description = "Master password of the database."
  type        = string
  sensitive   = true
}
