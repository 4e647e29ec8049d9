// What `terraform providers lock -help` prints.
export const help = `
Usage: terraform [global options] providers lock [options] [providers...]

  Normally the dependency lock file (.terraform.lock.hcl) is updated
  automatically by "terraform init", but the information available to the
  normal provider installer can be constrained when you're installing providers
  from filesystem or network mirrors, and so the generated lock file can end
  up incomplete.

  The "providers lock" subcommand addresses that by updating the lock file
  based on the official packages available in the origin registry, ignoring
  the currently-configured installation strategy.

  After this command succeeds, the lock file will contain suitable checksums
  to allow installation of the providers needed by the current configuration
  on all of the selected platforms.

  By default this command updates the lock file for every provider declared
  in the configuration. You can override that behavior by providing one or
  more provider source addresses on the command line.

Options:

  -fs-mirror=dir         Consult the given filesystem mirror directory instead
                         of the origin registry for each of the given providers.

                         This would be necessary to generate lock file entries for
                         a provider that is available only via a mirror, and not
                         published in an upstream registry. In this case, the set
                         of valid checksums will be limited only to what Terraform
                         can learn from the data in the mirror directory.

  -net-mirror=url        Consult the given network mirror (given as a base URL)
                         instead of the origin registry for each of the given
                         providers.

                         This would be necessary to generate lock file entries for
                         a provider that is available only via a mirror, and not
                         published in an upstream registry. In this case, the set
                         of valid checksums will be limited only to what Terraform
                         can learn from the data in the mirror indices.

  -platform=os_arch      Choose a target platform to request package checksums
                         for.

                         By default Terraform will request package checksums
                         suitable only for the platform where you run this
                         command. Use this option multiple times to include
                         checksums for multiple target systems.

                         Target names consist of an operating system and a CPU
                         architecture. For example, "linux_amd64" selects the
                         Linux operating system running on an AMD64 or x86_64
                         CPU. Each provider is available only for a limited
                         set of target platforms.

  -enable-plugin-cache   Enable the usage of the globally configured plugin cache.
                         This will speed up the locking process, but the providers
                         wont be loaded from an authoritative source.`;
