import Testing

/// The built program in a terminal of its own.
///
/// One after the other: each has the machine for itself.
@Suite(.serialized) struct ProcessTests {}
