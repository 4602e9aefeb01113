import StrataTesting
import Testing
import TextSafety

@testable import Terminal

@Suite struct ValueFormatTests {
  @Test(arguments: [
    (0, "$0"), (1, "$1"), (0.5, "$0.5"), (0.00025, "$0.00025"), (12.34, "$12.3"), (999.4, "$999"), (999.6, "$1K"),
    (1200, "$1.2K"), (12_345, "$12.3K"), (1.2e9, "$1.2B"), (9.996e11, "$1T"), (3e15, "$3,000T"), (-1500, "−$1.5K"),
    (2.5e-9, "$2.5e-9"), (1e30, "$1e30"), (.infinity, "$∞"), (-.infinity, "−$∞"), (.nan, "–"),
  ])
  func `money is counted in thousands`(value: Double, text: String) {
    #expect(ValueFormat.dollars.text(value).string == text)
  }

  @Test(arguments: [
    (0.0145, "14.5 ms"), (1, "1 s"), (0, "0 s"), (2e-6, "2 µs"), (3.2e-10, "0.32 ns"), (1500, "1.5 ks"),
    (-0.25, "−250 ms"),
  ])
  func `seconds get the letter that suits them`(value: Double, text: String) {
    #expect(ValueFormat.seconds.text(value).string == text)
  }

  @Test func `shares are hundredths, and plain numbers have commas`() {
    #expect(ValueFormat.percent.text(0.35).string == "35 %")
    #expect(ValueFormat.percent.text(0.0125).string == "1.25 %")
    #expect(ValueFormat(.plain, unit: "tokens").text(1_234_567, significant: 7).string == "1,234,567 tokens")
    #expect(ValueFormat(.plain).text(0.1 + 0.2, significant: 6).string == "0.3")
  }

  @Test(arguments: [
    ("$1,200", 1200), ("1.2k", 1200), ("1.2 B", 1.2e9), ("3e9", 3e9), ("-4", -4), ("−4", -4), ("1_000", 1000),
    (".5", 0.5), ("2m", 2e6), ("5e-3", 0.005), ("+7", 7),
  ])
  func `a typed amount is understood`(typed: String, value: Double) {
    #expect(ValueFormat.dollars.value(of: typed) == value)
  }

  @Test(arguments: [("250 ms", 0.25), ("250m", 0.25), ("1.5s", 1.5), ("2", 2), ("20 µs", 2e-5), ("3ks", 3000)])
  func `a typed time is understood`(typed: String, value: Double) {
    #expect(ValueFormat.seconds.value(of: typed) == value)
  }

  @Test(arguments: ["", "x", "1.2.3", "1x", "$", "--1", "1e", "e5", "nan", "inf", "0x10", "1e999", "5 %"])
  func `what is no amount is refused`(typed: String) {
    #expect(ValueFormat.dollars.value(of: typed) == nil)
  }

  @Test func `a percentage is a hundredth`() {
    #expect(ValueFormat.percent.value(of: "35 %") == 0.35)
    #expect(ValueFormat.percent.value(of: "7") == 0.07)
    #expect(ValueFormat.percent.value(of: "7k") == nil)
  }

  @Test func `what is shown in full is read back the same`() throws {
    let formats: [ValueFormat] = [
      .dollars, .seconds, .count, .percent, ValueFormat(.plain), ValueFormat(.short, unit: "tokens"),
      ValueFormat(.metric, unit: "B/s"),
    ]
    try withEverySeed(0..<500) { _, rng in
      let digits = Double(rng.int(-999_999...999_999))
      let value = digits * Logarithm.power10(rng.int(-12...12))
      for format in formats {
        let text = format.text(value, significant: 15).string
        let back = try #require(format.value(of: text), "\(text)")
        try #require(abs(back - value) <= abs(value) * 1e-12, "\(text)")
      }
    }
  }
}

@Suite struct LogarithmTests {
  @Test func `powers of ten are exact both ways`() {
    for exponent in -300...300 {
      let power = Logarithm.power10(exponent)
      #expect(Logarithm.base10(power) == Double(exponent))
      #expect(Logarithm.power10(Double(exponent)) == power)
    }
  }

  @Test(arguments: [
    (2, 0.3010299956639812), (5, 0.6989700043360189), (0.3, -0.5228787452803376), (7e40, 40.845098040014257),
  ])
  func `known logarithms`(value: Double, logarithm: Double) {
    #expect(abs(Logarithm.base10(value) - logarithm) < 1e-13)
    #expect(abs(Logarithm.power10(logarithm) / value - 1) < 1e-12)
  }

  @Test func `a product's logarithm is the sum`() throws {
    try withEverySeed(0..<500) { _, rng in
      let a = Double.random(in: 1e-9...1e9, using: &rng)
      let b = Double.random(in: 1e-9...1e9, using: &rng)
      try #require(abs(Logarithm.base10(a) + Logarithm.base10(b) - Logarithm.base10(a * b)) < 1e-12)
    }
  }
}
