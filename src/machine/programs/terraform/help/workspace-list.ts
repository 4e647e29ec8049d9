// What `terraform workspace list -help` prints.
export const help = `Usage: terraform [global options] workspace list

  List Terraform workspaces.`;
