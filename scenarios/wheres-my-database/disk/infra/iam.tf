data "aws_iam_policy_document" "assume" {
  for_each = {
    ec2    = "ec2.amazonaws.com"
    events = "events.amazonaws.com"
    tasks  = "ecs-tasks.amazonaws.com"
  }

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = [each.value]
    }
  }
}

# What ECS needs to start a task: the image, the logs, the secrets.
resource "aws_iam_role" "execution" {
  name               = "${local.name}-execution"
  assume_role_policy = data.aws_iam_policy_document.assume["tasks"].json
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "execution_secrets" {
  name = "secrets"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = [for environment in module.environment : environment.secret_arn]
    }]
  })
}

# What the application itself may do.
resource "aws_iam_role" "task" {
  name               = "${local.name}-task"
  assume_role_policy = data.aws_iam_policy_document.assume["tasks"].json
}

data "aws_iam_policy_document" "content" {
  statement {
    sid       = "ListContent"
    actions   = ["s3:ListBucket"]
    resources = [for bucket in aws_s3_bucket.content : bucket.arn]
  }

  statement {
    sid       = "ReadAndWriteContent"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = [for bucket in aws_s3_bucket.content : "${bucket.arn}/*"]
  }
}

resource "aws_iam_policy" "content" {
  name        = "${local.name}-content"
  description = "Media and static files"
  policy      = data.aws_iam_policy_document.content.json
}

resource "aws_iam_role_policy_attachment" "content" {
  role       = aws_iam_role.task.name
  policy_arn = aws_iam_policy.content.arn
}

# Pushes images from the build server.
resource "aws_iam_user" "deploy" {
  name = "${local.name}-deploy"
}

resource "aws_iam_role" "reminder" {
  name               = "${local.name}-reminder"
  assume_role_policy = data.aws_iam_policy_document.assume["events"].json
}

resource "aws_iam_role_policy" "reminder_run" {
  name = "run-task"
  role = aws_iam_role.reminder.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ecs:RunTask", Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = [aws_iam_role.execution.arn, aws_iam_role.task.arn] },
    ]
  })
}
