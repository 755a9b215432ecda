//! Pieces of HTML. All text of a case passes [`escaped`], so that no name can be markup.

use crate::legible::replaced;
use crate::report::plot::STACK;

/// Text between tags or within a quoted attribute; what is hidden in it is replaced by a mark.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in replaced(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A JSON text that can stand within a script element: it cannot end the element, nor begin a comment.
pub(super) fn in_script(json: &str) -> String {
    crate::legible::escaped_in_json(json)
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// A section with its heading.
pub(super) fn section(id: &str, heading: &str, inner: &str) -> String {
    let heading = escaped(heading);
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-h\"><h2 id=\"{id}-h\">{heading}</h2>\n{inner}</section>\n"
    )
}

/// A paragraph of plain text.
pub(super) fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", escaped(text))
}

/// What is good to know but not the point.
pub(super) fn note(text: &str) -> String {
    format!("<p class=\"note\">{}</p>\n", escaped(text))
}

/// A part that is folded away until it is asked for; printed in full.
pub(super) fn folded(summary: &str, inner: &str) -> String {
    format!(
        "<details><summary>{}</summary>\n{inner}</details>\n",
        escaped(summary)
    )
}

/// As [`folded`], of a part so long that it is printed only where the reader has unfolded it.
pub(super) fn long(summary: &str, inner: &str) -> String {
    folded(summary, inner).replacen("<details>", "<details class=\"long\">", 1)
}

/// A picture with its caption. The picture says what `label` says; its figures stand in a table.
pub(super) fn picture(svg: &str, label: &str, caption: &str) -> String {
    let (label, caption) = (escaped(label), escaped(caption));
    format!(
        "<figure><div class=\"picture\" role=\"img\" tabindex=\"0\" aria-label=\"{label}\">{}</div><figcaption>{caption}</figcaption></figure>\n",
        scalable(svg)
    )
}

/// An SVG document as an element that takes the width there is.
fn scalable(svg: &str) -> String {
    let begin = svg.find("<svg").unwrap_or(0);
    svg[begin..]
        .replacen("<svg ", "<svg focusable=\"false\" aria-hidden=\"true\" ", 1)
        // the page's style says it once
        .replace(&format!(" font-family=\"{STACK}\""), "")
}

/// A table in the making: the first cell of a row is its heading, the others are numbers unless said otherwise.
pub(super) struct Table {
    caption: String,
    texts: Vec<usize>,
    head: Vec<String>,
    body: String,
}

impl Table {
    /// A table under that caption with those headings of columns.
    pub(super) fn new(caption: &str, head: &[&str]) -> Self {
        Self {
            caption: escaped(caption),
            texts: vec![0],
            head: head.iter().map(|text| escaped(text)).collect(),
            body: String::new(),
        }
    }

    /// Columns that hold text.
    pub(super) fn text_columns(mut self, columns: &[usize]) -> Self {
        self.texts.extend(columns);
        self
    }

    /// Adds a row of plain texts.
    pub(super) fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell.as_ref())).collect();
        self.marked_row("", &cells);
    }

    /// Adds a row of ready HTML with a class. A cell ends where the next begins, and a row likewise, as HTML allows (HTML Standard,
    /// "Optional tags"): end tags and quotes would be a twentieth of a page of China. A line ends within a tag, where it is in no cell.
    pub(super) fn marked_row(&mut self, class: &str, cells: &[String]) {
        self.body.push_str(&match class {
            "" => "<tr\n>".to_owned(),
            class => format!("<tr\nclass=\"{class}\">"),
        });
        for (place, cell) in cells.iter().enumerate() {
            let kind = if self.texts.contains(&place) {
                ""
            } else {
                " class=n"
            };
            self.body.push_str(&match place {
                0 => format!("<th scope=\"row\">{cell}"),
                _ => format!("<td{kind}>{cell}"),
            });
        }
    }

    /// The table, in a box of its own that can be scrolled where the page is narrow.
    pub(super) fn html(self) -> String {
        let head: String = self
            .head
            .iter()
            .enumerate()
            .map(|(place, text)| {
                let kind = if self.texts.contains(&place) {
                    ""
                } else {
                    " class=n"
                };
                format!("<th scope=\"col\"{kind}>{text}</th>")
            })
            .collect();
        let (caption, body) = (self.caption, self.body);
        format!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\"><table><caption>{caption}</caption>\
             <thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        let name = "</td><script>alert('\"&\u{202e}\u{0}";
        assert_eq!(
            escaped(name),
            "&lt;/td&gt;&lt;script&gt;alert(&#39;&quot;&amp;\u{fffd}\u{fffd}"
        );
        let json =
            in_script(&serde_json::json!(["</script><!--", "\u{202e}", "&amp;"]).to_string());
        assert!(!json.contains(['<', '>', '&', '\u{202e}']), "{json}");
        let read: Vec<String> = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read, ["</script><!--", "\u{202e}", "&amp;"]);
    }
}
