public import Foundation

/// The program that was built with the tests.
public enum BuiltProgram {
  /// Its file, beside the test bundle.
  public static let url: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
    let isTests = bundle.bundlePath.hasSuffix(".xctest")
    let beside = isTests ? bundle.bundleURL : Bundle.main.executableURL ?? bundle.bundleURL
    return beside.deletingLastPathComponent().appendingPathComponent("strata")
  }()
}
