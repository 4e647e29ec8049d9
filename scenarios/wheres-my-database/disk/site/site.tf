# The community site: same network, same load balancer, same cluster as the courses.

locals {
  community_host = "community.${var.domain}"
}

resource "aws_s3_bucket" "community_pages" {
  bucket = "courses-example-community-pages"
}

resource "aws_lb_target_group" "community" {
  name        = "${local.name}-community"
  vpc_id      = module.network.vpc_id
  target_type = "ip"
  port        = 8000
  protocol    = "HTTP"

  health_check {
    path = "/health"
  }
}

resource "aws_lb_listener_rule" "community" {
  listener_arn = module.balancer.https_listener_arn
  priority     = 30

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.community.arn
  }

  condition {
    host_header {
      values = [local.community_host]
    }
  }
}

resource "aws_ecs_task_definition" "community" {
  family                   = "${local.name}-community"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  execution_role_arn       = aws_iam_role.execution.arn

  container_definitions = jsonencode([{
    name         = "web"
    image        = "${aws_ecr_repository.app["courses"].repository_url}:${var.image_tag}"
    essential    = true
    portMappings = [{ containerPort = 8000 }]
    environment  = [{ name = "PAGES_BUCKET", value = aws_s3_bucket.community_pages.bucket }]
  }])
}

resource "aws_ecs_service" "community" {
  name            = "${local.name}-community"
  cluster         = aws_ecs_cluster.main.arn
  task_definition = aws_ecs_task_definition.community.arn
  desired_count   = 1
  launch_type     = "FARGATE"

  network_configuration {
    subnets         = module.network.private_subnet_ids
    security_groups = [module.network.security_group_ids["app"]]
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.community.arn
    container_name   = "web"
    container_port   = 8000
  }

  depends_on = [aws_lb_listener_rule.community]
}

resource "aws_route53_record" "community" {
  zone_id = aws_route53_zone.main.zone_id
  name    = local.community_host
  type    = "A"

  alias {
    name                   = module.balancer.dns_name
    zone_id                = module.balancer.zone_id
    evaluate_target_health = true
  }
}
