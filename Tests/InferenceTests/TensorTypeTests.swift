import Inference
import Testing

@Suite struct TensorTypeTests {
  @Test(arguments: TensorType.allCases)
  func `a type is found by its own name, whatever the case`(type: TensorType) {
    #expect(TensorType(name: type.name) == type)
    #expect(TensorType(name: type.name.lowercased()) == type)
  }

  @Test func `bits per weight count the scales`() {
    #expect(TensorType.q4_0.bitsPerWeight == 4.5)
    #expect(TensorType.q8_0.bitsPerWeight == 8.5)
    #expect(TensorType.q4_K.bitsPerWeight == 4.5)
    #expect(TensorType.q6_K.bitsPerWeight == 6.5625)
    #expect(TensorType.q2_K.bitsPerWeight == 2.625)
    #expect(TensorType.q3_K.bitsPerWeight == 3.4375)
  }

  @Test func `a row that is no whole number of blocks has no size`() {
    #expect(TensorType.q4_0.byteCount(weights: 288) == 162)
    #expect(TensorType.q4_K.byteCount(weights: 288) == nil)
    #expect(TensorType.f32.byteCount(weights: .max) == nil)
    #expect(TensorType.q4_0.byteCount(weights: -32) == nil)
  }
}
