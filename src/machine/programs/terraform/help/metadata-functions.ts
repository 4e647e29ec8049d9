// What `terraform metadata functions -help` prints.
export const help = `
Usage: terraform [global options] metadata functions -json

  Prints out a json representation of the available function signatures.`;
