// What `terraform modules -help` prints.
export const help = `
Usage: terraform [global options] modules [options]

  Prints out a list of all declared Terraform modules and their resolved versions
  in a Terraform working directory.

Options:

  -json            If specified, output declared Terraform modules and
                   their resolved versions in a machine-readable format.`;
