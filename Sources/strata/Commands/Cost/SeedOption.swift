import ArgumentParser

/// The seed of whatever is left to chance: the same one gives the same bytes.
struct SeedOption: ParsableArguments {
  @Option(help: ArgumentHelp("The seed of chance.", valueName: "n")) var seed = 1

  func validate() throws {
    if seed < 0 { throw ValidationError("--seed must be 0 or more, not \(seed)") }
  }

  var value: UInt64 { UInt64(max(0, seed)) }
}
