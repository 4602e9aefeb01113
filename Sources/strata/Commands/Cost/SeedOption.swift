import ArgumentParser

/// The seed of whatever is left to chance: the same one gives the same bytes.
struct SeedOption: ParsableArguments {
  /// The seed when none is named.
  static let usual = 1

  @Option(help: ArgumentHelp("The seed of chance.", valueName: "n")) var seed = SeedOption.usual

  func validate() throws {
    if seed < 0 { throw ValidationError("--seed must be 0 or more, not \(seed)") }
  }

  var value: UInt64 { UInt64(max(0, seed)) }
}
