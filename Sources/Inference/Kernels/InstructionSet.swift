import CKernels

/// The instructions that the kernels use: each set has kernels of its own, with the same results but for rounding.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every processor has.
  case portable
  /// x86-64 with AVX2, FMA and F16C (2013 and later).
  case avx2
  /// x86-64 with AVX-512 and its dot products of bytes, VNNI (2019 and later).
  case avx512
  /// arm64 with what every such processor has.
  case neon
  /// arm64 with dot products of bytes (ARMv8.2 with them, 2018 and later; every Mac).
  case neonDotProduct

  /// Those that this processor has, the narrowest first.
  public static var available: [InstructionSet] { allCases.filter { ck_kernels_named($0.rawValue) != nil } }

  /// The widest that this processor has.
  public static var widest: InstructionSet { available.last ?? .portable }
}

/// The table of kernels for one instruction set.
struct Kernels: @unchecked Sendable {
  // Unchecked, since pointers are not Sendable: the table is constant.
  private let pointer: UnsafePointer<ck_kernels>

  /// The kernels for an instruction set; the portable ones where the processor lacks it.
  init(_ set: InstructionSet) {
    guard let found = ck_kernels_named(set.rawValue) ?? ck_kernels_named(InstructionSet.portable.rawValue) else {
      preconditionFailure("the portable kernels are always there")
    }
    pointer = found
  }

  /// The functions.
  var table: ck_kernels { _read { yield pointer.pointee } }
}
