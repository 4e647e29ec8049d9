output "site" {
  value = "https://${module.environment["prod"].host}"
}

output "hosts" {
  value = { for name, environment in module.environment : name => environment.host }
}

output "balancer_dns_name" {
  value = module.balancer.dns_name
}

output "bastion_address" {
  value = aws_eip.bastion.public_ip
}

output "database_endpoint" {
  value = module.database.endpoint
}

output "database_password" {
  value     = var.db_password
  sensitive = true
}

output "repository_urls" {
  value = { for name, repository in aws_ecr_repository.app : name => repository.repository_url }
}

output "name_servers" {
  description = "To be entered at the registrar."
  value       = aws_route53_zone.main.name_servers
}
