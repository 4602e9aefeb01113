import CostModel
import StrataTesting
import Testing

@Suite struct CSVTableTests {
  private func fields(_ text: String) throws -> [[String]] { try CSVTable(text).rows.map(\.fields) }

  @Test func `quotes hold commas, doubled quotes and line breaks`() throws {
    let table = try CSVTable("a,b\n\"1,2\",\"say \"\"no\"\"\"\n\"two\nlines\",x\nlast,y")
    #expect(table.columns == ["a", "b"])
    #expect(table.rows.map(\.fields) == [["1,2", "say \"no\""], ["two\nlines", "x"], ["last", "y"]])
    #expect(table.rows.map(\.line) == [2, 3, 5])
  }

  @Test(arguments: ["a,b\r\n1,2\r\n\r\n3,4\r\n", "a,b\r1,2\r3,4", "\u{FEFF}a,b\n\n1,2\n3,4\n"])
  func `line ends of every system, a byte-order mark and empty lines are taken`(text: String) throws {
    let table = try CSVTable(text)
    #expect(table.columns == ["a", "b"])
    #expect(table.rows.map(\.fields) == [["1", "2"], ["3", "4"]])
  }

  @Test func `empty fields stay, also at the ends`() throws {
    #expect(try fields("a,b,c\n,,\n,x,\n") == [["", "", ""], ["", "x", ""]])
  }

  @Test(arguments: [
    ("", 1, CSVTable.Fault.Reason.empty), ("\n\n", 1, .empty),
    ("a,b\n1\n", 2, .fieldCount(found: 1, expected: 2)), ("a,b\n1,2\n1,2,3", 3, .fieldCount(found: 3, expected: 2)),
    ("a,a\n1,2", 1, .doubledColumn("a")), ("a\n1\n\"open\nand on", 3, .unclosedQuote),
    ("a,b\n\"1\"x,2", 2, .textAfterQuote),
  ])
  func `a broken table is refused with the line`(text: String, line: Int, reason: CSVTable.Fault.Reason) {
    #expect(throws: CSVTable.Fault(line: line, reason: reason)) { try CSVTable(text) }
  }

  @Test func `bytes that are no text are refused`() {
    #expect(throws: CSVTable.Fault(line: 2, reason: .notUTF8)) { try CSVTable([0x61, 0x0A, 0xFF, 0xFE]) }
  }

  @Test func `a field without end is refused before it fills the memory`() {
    let text = "a\n\"" + String(repeating: "x", count: CSVTable.longestField + 1) + "\""
    #expect(throws: CSVTable.Fault(line: 2, reason: .fieldTooLong)) { try CSVTable(text) }
  }

  @Test func `what is written reads back the same`() throws {
    let letters: [Character] = ["a", ",", "\"", "\n", " ", "é", "7", "\r"]
    try withEverySeed(0..<200) { _, rng in
      let columns = rng.int(1...4)
      let rows = (0..<rng.int(1...5)).map { _ in
        (0..<columns).map { column in
          String((0..<rng.int(0...6)).map { _ in letters[rng.int(0...7)] }) + (column == 0 ? "." : "")
        }
      }
      let header = (0..<columns).map { "c\($0)" }
      let text = ([header] + rows).map(CSVTable.line).joined()
      try #require(CSVTable(text).rows.map(\.fields) == rows)
    }
  }

  @Test func `no bytes at all make the reader trap`() throws {
    try withEverySeed(0..<300) { _, rng in
      let alphabet: [UInt8] = [0x2C, 0x22, 0x0A, 0x0D, 0x61, 0xC3, 0xA9, 0x00, 0xEF, 0xBB, 0xBF]
      let bytes = (0..<rng.int(0...40)).map { _ in alphabet[rng.int(0...(alphabet.count - 1))] }
      if let table = try? CSVTable(bytes) {
        try #require(table.rows.allSatisfy { $0.fields.count == table.columns.count && $0.line >= 2 })
      }
    }
  }
}
