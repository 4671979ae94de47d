//! Draws a diagnostic: its title, the line of the file with carets below the range, and what to do.

use std::fmt::{self, Write};

use super::Severity;
use super::excerpt::Excerpt;

/// What is drawn.
pub(super) struct Drawing<'a> {
    pub(super) severity: Severity,
    /// Whether the title begins with the name of the severity.
    pub(super) is_named: bool,
    pub(super) title: &'a str,
    /// The 1-based number of the line, and the line.
    pub(super) excerpt: Option<(usize, Excerpt)>,
    /// What stands behind the carets.
    pub(super) label: Option<&'a str>,
    /// What to do, perhaps on several lines.
    pub(super) help: Option<&'a str>,
}

/// The control sequences that begin a style and end it.
pub(super) struct Styles {
    severity: &'static str,
    title: &'static str,
    margin: &'static str,
    end: &'static str,
}

impl Styles {
    /// No control sequences.
    pub(super) const PLAIN: Self = Self { severity: "", title: "", margin: "", end: "" };

    /// Colours for a terminal, those of the compiler.
    pub(super) const fn coloured(severity: Severity) -> Self {
        let severity = match severity {
            Severity::Error => "\u{1b}[1m\u{1b}[91m",
            Severity::Warning => "\u{1b}[1m\u{1b}[33m",
        };
        Self { severity, title: "\u{1b}[1m", margin: "\u{1b}[1m\u{1b}[94m", end: "\u{1b}[0m" }
    }
}

impl Drawing<'_> {
    /// Writes all lines, the last one without its end.
    pub(super) fn write(&self, to: &mut impl Write, styles: &Styles) -> fmt::Result {
        let Styles { severity, title, margin, end } = styles;
        if self.is_named {
            let name = match self.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            write!(to, "{severity}{name}{end}{title}: {}{end}", self.title)?;
        } else {
            write!(to, "{title}{}{end}", self.title)?;
        }
        let number = self.excerpt.as_ref().map(|(line, _)| line.to_string()).unwrap_or_default();
        let indent = number.len();
        if let Some((_, Excerpt { text, start, width })) = &self.excerpt {
            let space = if text.is_empty() { "" } else { " " };
            write!(to, "\n{margin}{:indent$} |{end}\n{margin}{number} |{end}{space}{text}", "")?;
            write!(to, "\n{margin}{:indent$} |{end} {:start$}{severity}{:^<width$}", "", "", "")?;
            match self.label {
                Some(label) => write!(to, " {label}{end}")?,
                None => to.write_str(end)?,
            }
        }
        if let Some(help) = self.help {
            write!(to, "\n{margin}{:indent$} |{end}", "")?;
            for (position, line) in help.lines().enumerate() {
                match position {
                    0 => write!(to, "\n{margin}{:indent$} ={end} {title}help{end}: {line}", "")?,
                    _ => write!(to, "\n{:indent$}         {line}", "")?,
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Drawing, Excerpt, Severity, Styles};

    #[test]
    fn colours_change_nothing_but_colours() {
        for severity in [Severity::Error, Severity::Warning] {
            let drawing = Drawing {
                severity,
                is_named: true,
                title: "pay.json:10:3: wrong",
                excerpt: Some((10, Excerpt::new("  key", &(2..5), &[]))),
                label: Some("here"),
                help: Some("do this\nand this"),
            };
            let (mut plain, mut coloured) = (String::new(), String::new());
            drawing.write(&mut plain, &Styles::PLAIN).expect("a string takes everything");
            drawing.write(&mut coloured, &Styles::coloured(severity)).expect("a string takes everything");
            let name = if severity == Severity::Error { "error" } else { "warning" };
            let expected = format!(
                "{name}: pay.json:10:3: wrong\n   |\n10 |   key\n   |   ^^^ here\n   |\n   = help: do this\n           and this"
            );
            assert_eq!(plain, expected);
            assert!(coloured.contains("\u{1b}[1m"));
            let parts = coloured.split("\u{1b}[").enumerate();
            let without: String =
                parts.map(|(at, part)| if at == 0 { part } else { part.split_once('m').expect("a style").1 }).collect();
            assert_eq!(without, plain);
        }
    }
}
