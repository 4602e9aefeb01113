public import Curriculum
import TextSafety

/// The notebook as Markdown that any editor opens and ``Notebook/importMarkdown(at:course:)`` reads back.
///
/// The same contents give the same bytes. What the reader wrote stays as it is between marks that are HTML comments;
/// removed notes and old versions are left out.
public enum MarkdownExport {
  /// A folder: `README.md` as the index, `labs/`, `questions/`, `notes/`, `scenarios.md` with `scenarios/`, and
  /// `measurements.md` with `charts/`; sorted by path.
  public static func files(_ course: Course, _ contents: NotebookContents) -> [ExportedFile] {
    let builder = ExportBuilder(course, contents, level: 1)
    let used = UsedTerms(course)
    let pages = builder.pages()
    let all = [builder.indexPage(pages)] + pages
    let files = all.map { page in
      let lines =
        page.frontMatter + [builder.heading(0, page.title), ""] + page.body
        + builder.terms(used.found(in: page.texts), depth: 1)
      return ExportedFile(path: page.path, text: OutsideText.declaring(lines))
    }
    return (files + builder.attachments()).sorted { $0.path < $1.path }
  }

  /// Everything in one file.
  public static func single(_ course: Course, _ contents: NotebookContents) -> String {
    let builder = ExportBuilder(course, contents, level: 2)
    let pages = builder.pages()
    let index = builder.indexPage(pages)
    var lines = index.frontMatter + ["# " + index.title, ""] + index.body
    for page in pages { lines += ["", builder.heading(0, page.title), ""] + page.body }
    lines += builder.terms(UsedTerms(course).found(in: pages.flatMap(\.texts)), depth: 0)
    return OutsideText.declaring(lines)
  }
}
