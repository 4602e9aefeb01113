import ArgumentParser

/// The options that every verb takes, before or after it.
struct GlobalOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The notebook (default: $STRATA_NOTEBOOK, else in your data folder).", valueName: "file"))
  var notebook: String?

  @Option(help: ArgumentHelp("The course (default: $STRATA_CONTENT, else the one that came along).", valueName: "dir"))
  var content: String?

  func validate() throws {
    if notebook?.isEmpty == true { throw ValidationError("--notebook needs the name of a file, not an empty text") }
    if content?.isEmpty == true { throw ValidationError("--content needs the name of a folder, not an empty text") }
  }
}
