public import TextSafety

/// A model's file that experiments can be run with, or why they cannot.
public struct LiveModel: Equatable, Sendable {
  public var path: String
  public var name: SafeText
  /// How its weights are stored, as `Q4_K_M`.
  public var type: SafeText
  /// As `4.58 GiB`.
  public var size: SafeText
  /// Where it lies, and what it takes.
  public var facts: SafeText
  /// Whether it came along with the course.
  public var isShipped: Bool
  /// Why it cannot be run here; nil where it can.
  public var obstacle: SafeText?

  public init(
    path: String, name: SafeText, type: SafeText, size: SafeText, facts: SafeText, isShipped: Bool = false,
    obstacle: SafeText? = nil
  ) {
    self.path = path
    self.name = name
    self.type = type
    self.size = size
    self.facts = facts
    self.isShipped = isShipped
    self.obstacle = obstacle
  }
}
