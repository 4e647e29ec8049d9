output "identifier" {
  value = aws_db_instance.main.identifier
}

output "endpoint" {
  description = "Address and port."
  value       = aws_db_instance.main.endpoint
}
