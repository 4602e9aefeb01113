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
