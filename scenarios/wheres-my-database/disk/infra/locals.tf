locals {
  name = "courses"

  environments = {
    dev  = { host = "dev.${var.domain}", priority = 20, count = 1, retention = 7 }
    prod = { host = var.domain, priority = 10, count = 2, retention = 90 }
  }

  buckets = toset(["media", "static"])

  database_alarms = {
    cpu         = { metric = "CPUUtilization", operator = "GreaterThanThreshold", threshold = 80 }
    storage     = { metric = "FreeStorageSpace", operator = "LessThanThreshold", threshold = 5 * 1024 * 1024 * 1024 }
    connections = { metric = "DatabaseConnections", operator = "GreaterThanThreshold", threshold = 90 }
  }
}
