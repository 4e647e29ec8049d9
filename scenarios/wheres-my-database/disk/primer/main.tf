# One bucket, to look at how configuration, state and reality hang together.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "notes" {
  bucket = "courses-primer-notes"
}
