/// One turn of a conversation.
public struct ChatMessage: Equatable, Sendable {
  /// Who speaks.
  public enum Role: String, Sendable {
    case system
    case user
    case assistant
  }

  /// Who speaks.
  public let role: Role
  /// What is said.
  public let content: String

  /// A turn of a conversation.
  public init(_ role: Role, _ content: String) {
    self.role = role
    self.content = content
  }
}
