resource "aws_db_subnet_group" "main" {
  name        = var.identifier
  description = "Private subnets"
  subnet_ids  = var.subnet_ids
}

resource "aws_db_parameter_group" "main" {
  name        = var.identifier
  family      = "postgres16"
  description = "Settings of ${var.identifier}"

  parameter {
    name  = "log_min_duration_statement"
    value = "500"
  }
}

resource "aws_db_instance" "main" {
  identifier = var.identifier

  engine         = "postgres"
  engine_version = "16.3"
  instance_class = var.instance_class

  storage_type      = "gp3"
  storage_encrypted = true
  allocated_storage = var.allocated_storage

  db_name  = "dev"
  username = var.username
  password = var.password

  db_subnet_group_name   = aws_db_subnet_group.main.name
  parameter_group_name   = aws_db_parameter_group.main.name
  vpc_security_group_ids = var.security_group_ids

  backup_retention_period = 7
  backup_window           = "01:00-01:30"
  maintenance_window      = "sun:03:00-sun:03:30"

  copy_tags_to_snapshot = true
  skip_final_snapshot   = true
}
