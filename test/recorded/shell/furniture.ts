// The home folder in which the shell's lines were recorded, and are typed again.

/** When each file was last changed: long before any recording, so that `ls -l` prints the year. */
export const LAST_CHANGED = '2024-03-05T10:20:00Z';

const SERVERS = `{
  "region": "eu-central-1",
  "servers": [
    { "name": "web-1", "type": "t3.small", "disk": 20, "tags": { "env": "prod" } },
    { "name": "web-2", "type": "t3.small", "disk": 20, "tags": { "env": "prod" } },
    { "name": "db-1", "type": "r6g.large", "disk": 400, "tags": { "env": "prod", "backup": "daily" } },
    { "name": "dev-1", "type": "t3.micro", "disk": 8, "tags": {} }
  ]
}
`;

const ACCESS = [
  ['10.0.1.7', '21:58:01', 'GET /', 200, 5120],
  ['10.0.1.9', '21:58:04', 'GET /courses/', 200, 18211],
  ['10.0.1.7', '21:58:09', 'POST /login', 302, 0],
  ['10.0.2.14', '21:58:11', 'GET /courses/12', 200, 9034],
  ['10.0.1.7', '21:59:30', 'GET /courses/', 502, 166],
  ['10.0.2.14', '21:59:31', 'GET /', 502, 166],
  ['10.0.1.9', '21:59:33', 'GET /admin/', 403, 153],
  ['10.0.3.2', '21:59:40', 'GET /', 502, 166],
  ['10.0.1.7', '22:00:02', 'GET /healthz', 503, 19],
  ['10.0.1.7', '22:00:12', 'GET /healthz', 503, 19],
]
  .map(([ip, time, request, status, bytes]) => `${ip} - - [26/Feb/2026:${time} +0000] "${request} HTTP/1.1" ${status} ${bytes}\n`)
  .join('');

/** Path below the home folder -> text and permission bits. */
export const FILES: Readonly<Record<string, readonly [text: string, mode?: number]>> = {
  '.hidden': ['a file that ls leaves out\n'],
  'access.log': [ACCESS],
  'app.env': ['# settings\nDB_HOST=db.internal\nDB_PORT=5432\nDB_NAME=courses\nDEBUG=\nSECRET="two words"\n'],
  'deploy.sh': ['#!/bin/bash\nset -euo pipefail\necho "deploying $1 to ${2:-staging}"\nfalse\necho "never said"\n', 0o755],
  'empty.txt': [''],
  'hosts.csv': ['name,ip,role,disk\nweb-1,10.0.1.7,web,20\nweb-2,10.0.1.9,web,20\ndb-1,10.0.2.14,database,400\ndev-1,10.0.3.2,dev,8\n'],
  'infra/main.tf': ['resource "aws_instance" "web" {\n  ami           = "ami-1"\n  instance_type = "t3.small"\n  tags = {\n    Name = "web"\n  }\n}\n'],
  'infra/modules/db/main.tf': ['resource "aws_db_instance" "main" {\n  deletion_protection = false\n}\n'],
  'infra/variables.tf': ['variable "region" {\n  default = "eu-central-1"\n}\n'],
  'logs/app.log': ['21:58 INFO started\n21:59 WARN slow query 812 ms\n21:59 ERROR connection refused\n22:00 ERROR connection refused\n22:01 INFO retry 3\n'],
  'logs/app.log.1': ['20:01 INFO started\n20:40 ERROR timeout\n'],
  'notes.md': ['# Notes\n\n- call Ann\n- check the *backups*\n- rotate keys\n\nDone: nothing yet.\n'],
  'numbers.txt': ['10\n9\n2\n33\n1\n2\n'],
  'secret.key': ['not for everybody\n', 0o000],
  'servers.json': [SERVERS],
  'two words.txt': ['a name with a blank\n'],
};
