// What `terraform workspace show -help` prints.
export const help = `Usage: terraform [global options] workspace show

  Show the name of the current workspace.`;
