output "host" {
  value = aws_route53_record.app.name
}

output "secret_arn" {
  value = aws_secretsmanager_secret.database.arn
}

output "task_definition_arn" {
  value = aws_ecs_task_definition.app.arn
}
