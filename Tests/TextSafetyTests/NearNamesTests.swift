import TextSafety
import Testing

@Suite struct NearNamesTests {
  private let names = ["H100-SXM", "H200-SXM", "L40S", "RTX4090"]

  @Test(arguments: [
    ("h100-sxm", ["H100-SXM", "H200-SXM"]), ("H10-0SXM", ["H100-SXM", "H200-SXM"]), ("L4S", ["L40S"]),
    ("4090", ["RTX4090"]), ("quite another thing", []), ("", []),
  ])
  func `names within a few mistakes are near, the nearest first`(wrong: String, near: [String]) {
    #expect(NearNames.of(wrong, among: names) == near)
  }

  @Test func `a hint is there only when something is near`() {
    #expect(NearNames.hint("L4OS", among: names) == "; near it: L40S")
    #expect(NearNames.hint("cloud", among: names) == "")
  }

  @Test func `no more than five names are shown`() {
    #expect(NearNames.of("row-0", among: (1...9).map { "row-\($0)" }) == (1...5).map { "row-\($0)" })
  }
}
