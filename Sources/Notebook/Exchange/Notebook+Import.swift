public import Curriculum

extension Notebook {
  /// Reads an exported folder or single file back.
  ///
  /// Three texts decide: the one exported, the file's and the notebook's. What was edited only in the file is
  /// written; what was edited on both sides stays as the notebook has it, and the file's text is kept as a version.
  /// Locked predictions never change. A file with mistakes is reported and does not keep the others back.
  /// - Throws: when nothing could be read, or the notebook refused a write.
  public func importMarkdown(at path: String, course: Course) throws(ExchangeError) -> ImportReport {
    let source = try ImportSource(at: path)
    let contents: NotebookContents
    do { contents = try self.contents() } catch { throw .notebook(error) }
    var merge = ImportMerge(self, course, contents)
    merge.report.problems = source.problems
    var isExport = !source.problems.isEmpty
    var edited: [(path: String, outside: OutsideText)] = []
    for file in source.files {
      let (blocks, problems, outside) = ExchangeReader.read(file.text, file: file.path)
      if !blocks.isEmpty || !problems.isEmpty || ReplacementCheck.isExport(file.text) { isExport = true }
      merge.report.problems += problems
      // With broken marks nobody knows what is outside; it is asked again once they are mended.
      if problems.isEmpty && outside.isEdited { edited.append((file.path, outside)) }
      for block in blocks {
        do { try merge.take(block, file.path) } catch { throw .notebook(error) }
      }
    }
    do { try merge.take(source.scenarios, source.record) } catch { throw .notebook(error) }
    if !isExport { throw .notAnExport(path: path) }
    if !edited.isEmpty { merge.report.problems += try problems(edited, course) }
    return merge.report
  }

  /// Names the files with text outside of the marks, and the line where it differs from what an export would write.
  private func problems(
    _ edited: [(path: String, outside: OutsideText)], _ course: Course
  ) throws(ExchangeError) -> [ContentProblem] {
    let contents: NotebookContents
    do { contents = try self.contents() } catch { throw .notebook(error) }
    let texts = MarkdownExport.files(course, contents).map(\.text) + [MarkdownExport.single(course, contents)]
    let known = texts.map { ExchangeReader.read($0, file: "").outside }
    return edited.map { path, outside in
      ContentProblem(
        file: path, line: outside.firstLine(notIn: known) ?? 1,
        message: "text outside the marks was edited and is not read back; move it into a note")
    }
  }
}
