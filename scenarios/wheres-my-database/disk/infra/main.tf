# Platform of the courses site: one AWS account, one region, dev and prod side by side.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }

  # backend "s3" {
  #   bucket       = "courses-terraform-state"
  #   key          = "infra/terraform.tfstate"
  #   region       = "eu-west-1"
  #   use_lockfile = true
  # }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project   = local.name
      ManagedBy = "terraform"
    }
  }
}

data "aws_availability_zones" "available" {
  state = "available"
}

module "network" {
  source = "./modules/network"

  name  = local.name
  cidr  = var.vpc_cidr
  zones = slice(data.aws_availability_zones.available.names, 0, 2)
}

# One instance for both: a second one would cost about 50 dollars a month.
module "database" {
  source = "./modules/database"

  identifier         = "dev-${local.name}-db"
  instance_class     = var.db_instance_class
  allocated_storage  = var.db_storage
  username           = var.db_username
  password           = var.db_password
  subnet_ids         = module.network.private_subnet_ids
  security_group_ids = [module.network.security_group_ids["database"]]
}

module "balancer" {
  source = "./modules/balancer"

  name              = local.name
  subnet_ids        = module.network.public_subnet_ids
  security_group_id = module.network.security_group_ids["balancer"]
  certificate_arn   = aws_acm_certificate_validation.main.certificate_arn
}

module "environment" {
  source   = "./modules/environment"
  for_each = local.environments

  name              = "${local.name}-${each.key}"
  environment       = each.key
  host              = each.value.host
  priority          = each.value.priority
  desired_count     = each.value.count
  retention_in_days = each.value.retention

  cluster_arn        = aws_ecs_cluster.main.arn
  image              = "${aws_ecr_repository.app["courses"].repository_url}:${var.image_tag}"
  execution_role_arn = aws_iam_role.execution.arn
  task_role_arn      = aws_iam_role.task.arn

  vpc_id            = module.network.vpc_id
  subnet_ids        = module.network.private_subnet_ids
  security_group_id = module.network.security_group_ids["app"]
  listener_arn      = module.balancer.https_listener_arn
  balancer_suffix   = module.balancer.arn_suffix

  zone_id           = aws_route53_zone.main.zone_id
  balancer_dns_name = module.balancer.dns_name
  balancer_zone_id  = module.balancer.zone_id

  database_url = "postgres://${var.db_username}:${var.db_password}@${module.database.endpoint}/${each.key}"
  media_bucket = aws_s3_bucket.content["media"].bucket
}
