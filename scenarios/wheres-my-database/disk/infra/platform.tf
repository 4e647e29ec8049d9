resource "aws_cloudwatch_log_group" "sessions" {
  name              = "/ecs/${local.name}-sessions"
  retention_in_days = 30
}

resource "aws_ecs_cluster" "main" {
  name = local.name

  # What is typed into a running container is kept.
  configuration {
    execute_command_configuration {
      logging = "OVERRIDE"

      log_configuration {
        cloud_watch_log_group_name = aws_cloudwatch_log_group.sessions.name
      }
    }
  }

  setting {
    name  = "containerInsights"
    value = "disabled"
  }
}

resource "aws_ecr_repository" "app" {
  for_each = toset(["courses", "courses-worker"])

  name                 = each.key
  image_tag_mutability = "MUTABLE"
  force_delete         = true

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_cloudwatch_log_group" "worker" {
  name              = "/ecs/${local.name}-worker"
  retention_in_days = 30
}

# Wakes the worker every morning: it reminds learners of deadlines.
resource "aws_cloudwatch_event_rule" "reminder" {
  name                = "${local.name}-reminder"
  description         = "Reminds learners of deadlines"
  schedule_expression = "cron(0 6 * * ? *)"

  # Not before it may start anything.
  depends_on = [aws_iam_role_policy.reminder_run]
}

resource "aws_cloudwatch_event_target" "reminder" {
  rule      = aws_cloudwatch_event_rule.reminder.name
  target_id = "worker"
  arn       = aws_ecs_cluster.main.arn
  role_arn  = aws_iam_role.reminder.arn
  input     = jsonencode({ containerOverrides = [{ name = "app", command = ["python", "manage.py", "remind"] }] })

  ecs_target {
    launch_type         = "FARGATE"
    task_count          = 1
    task_definition_arn = module.environment["prod"].task_definition_arn

    network_configuration {
      subnets         = module.network.private_subnet_ids
      security_groups = [module.network.security_group_ids["app"]]
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "database" {
  for_each = local.database_alarms

  alarm_name          = "${local.name}-database-${each.key}"
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  statistic           = "Average"
  comparison_operator = each.value.operator
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 3

  dimensions = {
    DBInstanceIdentifier = module.database.identifier
  }
}
