import ArgumentParser

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs the command that was asked for; turns every error into one line and an exit status.
@main
enum Main {
  static func main() {
    // A file-size limit or a reader that went away is then an error of the write, and not the end of the process
    // in the middle of one.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try Strata.parseAsRoot()
      // Reading the command line passes through more code than many a command; the workbench is to show at once.
      if !(command is Strata) { releaseCodePages() }
      try command.run()
    } catch {
      exit(Ending.report(error))
    }
  }
}
