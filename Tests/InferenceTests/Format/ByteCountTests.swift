import Inference
import Testing

@Suite struct ByteCountTests {
  @Test(arguments: [
    (0, "0 B"), (1, "1 B"), (1_023, "1,023 B"), (1_024, "1 KiB"), (1_536, "1.50 KiB"), (1_034, "1.01 KiB"),
    (18_176, "17.75 KiB"), (1_048_575, "1 MiB"), (1 << 30, "1 GiB"), (5 << 50, "5 PiB"), (1 << 62, "4,096 PiB"),
    (-1_536, "-1.50 KiB"),
  ])
  func `an amount is said in the largest unit that it reaches`(bytes: Int, words: String) {
    #expect(ByteCount(bytes).description == words)
  }
}
