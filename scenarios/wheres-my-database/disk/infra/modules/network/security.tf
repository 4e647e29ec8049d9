locals {
  groups = {
    balancer = "Load balancer"
    app      = "Application tasks"
    database = "Database"
    bastion  = "Bastion"
  }

  # Who may speak to whom.
  internal = {
    balancer-to-app     = { from = "balancer", to = "app", port = 8000 }
    app-to-database     = { from = "app", to = "database", port = 5432 }
    bastion-to-database = { from = "bastion", to = "database", port = 5432 }
  }
}

resource "aws_security_group" "main" {
  for_each = local.groups

  name        = "${var.name}-${each.key}"
  description = each.value
  vpc_id      = aws_vpc.main.id

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "web" {
  for_each = { http = 80, https = 443 }

  security_group_id = aws_security_group.main["balancer"].id
  description       = each.key
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
}

resource "aws_vpc_security_group_ingress_rule" "internal" {
  for_each = local.internal

  security_group_id            = aws_security_group.main[each.value.to].id
  referenced_security_group_id = aws_security_group.main[each.value.from].id
  description                  = replace(each.key, "-", " ")
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "all" {
  for_each = { for name, group in aws_security_group.main : name => group if name != "database" }

  security_group_id = each.value.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
