// What `terraform providers schema -help` prints.
export const help = `
Usage: terraform [global options] providers schema -json

  Prints out a json representation of the schemas for all providers used 
  in the current configuration.`;
