/// Which Strata this is.
public enum Release {
  /// The program's version, said here and nowhere else.
  public static let version = "0.1.0"
  /// As results that are kept name it.
  static let name = "Strata \(version)"
}
