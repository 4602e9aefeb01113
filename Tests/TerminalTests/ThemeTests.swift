import Foundation
import Terminal
import Testing

@Suite struct ThemeTests {
  /// Relative luminance by WCAG 2.
  private func luminance(_ color: RGB) -> Double {
    func linear(_ channel: Int) -> Double {
      let c = Double(channel) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  private func contrast(_ a: RGB, _ b: RGB) -> Double {
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  @Test(arguments: Theme.allCases)
  func `every colour can be read on every background`(theme: Theme) {
    let backgrounds = [theme.assumedBackground] + Theme.backgrounds.compactMap { theme.color($0) }
    #expect(backgrounds.count == 5)
    for role in Role.allCases where !Theme.backgrounds.contains(role) {
      guard let color = theme.color(role) else { continue }
      for background in backgrounds {
        // Frames carry no text.
        #expect(contrast(color, background) >= (role == .frame ? 1.5 : 4.5), "\(role) on \(background)")
      }
    }
  }

  @Test(arguments: Theme.allCases)
  func `every role but text and headings has a colour of its own`(theme: Theme) {
    for role in Role.allCases { #expect((theme.color(role) == nil) == (role == .text || role == .heading), "\(role)") }
  }

  /// The place in CIE 1976 L*a*b*, in which distances are about as large as they look.
  private func lab(_ color: RGB) -> [Double] {
    func linear(_ channel: Int) -> Double {
      let c = Double(channel) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    let (r, g, b) = (linear(color.red), linear(color.green), linear(color.blue))
    func f(_ t: Double) -> Double { t > 0.008856 ? cbrt(t) : 7.787 * t + 16 / 116 }
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
  }

  @Test(arguments: Theme.allCases)
  func `the parts of a chart have colours that look apart, in every depth`(theme: Theme) throws {
    for (index, one) in PlotPalette.roles.enumerated() {
      for other in PlotPalette.roles.dropFirst(index + 1) {
        let colors = (try #require(theme.color(one)), try #require(theme.color(other)))
        let distance = zip(lab(colors.0), lab(colors.1)).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
        // Two that differ by 10 are told apart only side by side.
        #expect(distance > 30, "\(one) and \(other): \(distance)")
        for depth in [ColorDepth.sixteen, .palette256] {
          #expect(theme.number(one, depth: depth) != theme.number(other, depth: depth), "\(one) and \(other), \(depth)")
        }
      }
    }
  }

  @Test(arguments: Theme.allCases)
  func `a selection and a match stand out in a palette too`(theme: Theme) {
    for role in [Role.selection, .match] {
      let others = Theme.backgrounds.subtracting([role]).compactMap { theme.number($0, depth: .palette256) }
      #expect(!others.contains(theme.number(role, depth: .palette256) ?? -1), "\(role)")
    }
  }

  @Test func `black on white has the known contrast`() {
    #expect(abs(contrast(RGB(0x000000), RGB(0xFFFFFF)) - 21) < 1e-9)
    #expect(abs(contrast(RGB(0x777777), RGB(0xFFFFFF)) - 4.48) < 0.01)
  }

  @Test(arguments: [
    (0x000000, 16), (0xFFFFFF, 231), (0xFF0000, 196), (0x00FF00, 46), (0x0000FF, 21), (0x5F87AF, 67), (0x808080, 244),
    (0x080808, 232), (0xEEEEEE, 255),
  ])
  func `the nearest palette colour is found`(hex: Int, number: Int) {
    #expect(RGB(hex).palette256 == number)
  }

  @Test func `a colour's number fits the terminal's depth`() {
    #expect(Theme.dark.number(.link, depth: .none) == nil)
    for role in Role.allCases {
      for theme in Theme.allCases {
        if let number = theme.number(role, depth: .sixteen) { #expect((0..<16).contains(number)) }
        if let number = theme.number(role, depth: .palette256) { #expect((16..<256).contains(number)) }
        if let number = theme.number(role, depth: .trueColor) { #expect((0...0xFFFFFF).contains(number)) }
      }
    }
  }
}
