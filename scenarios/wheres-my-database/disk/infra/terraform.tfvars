domain           = "courses.example.org"
admin_cidr       = "198.51.100.24/32"
admin_public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL0vZ3lqk1mXb8mWfC5mV0y2Yq7o4w1r9pQeHnT6uJsd founder"

# The repository is private. TODO: move this to the secret store.
db_password = "Lighthouse-Harbour-71"
