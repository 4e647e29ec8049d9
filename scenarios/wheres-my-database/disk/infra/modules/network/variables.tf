variable "name" {
  type = string
}

variable "cidr" {
  type = string
}

variable "zones" {
  description = "Availability zones; one public and one private subnet in each."
  type        = list(string)
}
