//! An SVG read by a parser of its own, with the room that texts take.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef};

/// What was drawn.
pub struct Sheet {
    /// In pixels.
    pub size: (u32, u32),
    pub texts: Vec<Text>,
    /// Corners and points of everything else, pixels.
    pub points: Vec<(f64, f64)>,
}

/// A text with the room that it takes, pixels.
#[derive(Debug)]
pub struct Text {
    pub text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    pub in_middle: bool,
}

static FACE: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../src/report/plot/font/Arimo-Regular.ttf");
    FontRef::try_from_slice(bytes).expect("a font")
});
static BOLD: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../src/report/plot/font/Arimo-Bold.ttf");
    FontRef::try_from_slice(bytes).expect("a font")
});

/// Width of a text, em: characters that the font lacks are squares.
fn width(text: &str, bold: bool) -> f64 {
    let face = if bold { &BOLD } else { &FACE };
    let units = face.units_per_em().expect("an em");
    let advance = |letter: char| match face.glyph_id(letter) {
        id if id.0 == 0 => 1.0,
        id => f64::from(face.h_advance_unscaled(id) / units),
    };
    text.chars().map(advance).sum()
}

impl Sheet {
    pub fn read(svg: &str) -> Self {
        let document = roxmltree::Document::parse(svg).expect("XML");
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "svg");
        let number = |node: roxmltree::Node, name: &str| -> f64 {
            let value = node.attribute(name).unwrap_or_else(|| panic!("no {name}"));
            value
                .parse()
                .unwrap_or_else(|_| panic!("{name} is {value}"))
        };
        let view: Vec<f64> = root
            .attribute("viewBox")
            .expect("a view box")
            .split(' ')
            .map(|word| word.parse().expect("a number"))
            .collect();
        let units = view[2] / number(root, "width");
        assert!((view[3] / number(root, "height") - units).abs() < 1e-12);
        let mut sheet = Sheet {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            size: (number(root, "width") as u32, number(root, "height") as u32),
            texts: Vec::new(),
            points: Vec::new(),
        };
        for node in root.descendants().filter(roxmltree::Node::is_element) {
            match node.tag_name().name() {
                "text" => sheet.texts.push(text(node, units)),
                "polygon" | "polyline" => {
                    let points = node.attribute("points").expect("points");
                    for point in points.split_whitespace() {
                        let (x, y) = point.split_once(',').expect("a pair");
                        let pixels = |word: &str| word.parse::<f64>().expect("a number") / units;
                        sheet.points.push((pixels(x), pixels(y)));
                    }
                }
                "circle" => {
                    let [x, y, r] = ["cx", "cy", "r"].map(|name| number(node, name) / units);
                    sheet.points.extend([(x - r, y - r), (x + r, y + r)]);
                }
                "svg" => {}
                other => panic!("what is <{other}>?"),
            }
        }
        sheet
    }
}

fn text(node: roxmltree::Node, units: f64) -> Text {
    let attribute = |name: &str| node.attribute(name).unwrap_or_else(|| panic!("no {name}"));
    let number = |name: &str| attribute(name).parse::<f64>().expect("a number") / units;
    let content = node.text().unwrap_or("").trim().to_owned();
    let size = number("font-size");
    let width = size * width(&content, node.attribute("font-weight") == Some("bold"));
    let (x, y) = (number("x"), number("y"));
    let left = match attribute("text-anchor") {
        "start" => x,
        "middle" => x - width / 2.0,
        "end" => x - width,
        other => panic!("anchor {other}"),
    };
    assert_eq!(attribute("dy"), "0.5ex");
    assert!(size >= 11.0, "`{content}` is too small to read: {size}");
    Text {
        in_middle: attribute("text-anchor") == "middle",
        text: content,
        left,
        right: left + width,
        top: y - 0.45 * size,
        bottom: y + 0.45 * size,
    }
}

impl Text {
    pub fn lies_within(&self, size: (u32, u32)) -> bool {
        self.left >= 2.0
            && self.top >= 2.0
            && self.right <= f64::from(size.0) - 2.0
            && self.bottom <= f64::from(size.1) - 2.0
    }

    pub fn lies_over(&self, other: &Text) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}
