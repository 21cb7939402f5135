//! A white sheet with rectangles and words on it, in an embedded typeface: no font of the system is needed.

use std::collections::HashMap;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Rect, Stroke, Transform};
use unicode_normalization::UnicodeNormalization;

/// Red, green and blue.
pub(super) type Ink = (u8, u8, u8);

/// Where a text stands beside the place that it is given.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    Right,
    Middle,
    Left,
}

/// How a text looks; the size in pixels.
#[derive(Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f32,
    pub(super) ink: Ink,
    pub(super) bold: bool,
}

pub(super) struct Canvas {
    pixels: Pixmap,
    font: FontRef<'static>,
}

impl Canvas {
    /// # Panics
    /// When the embedded font cannot be read or the size is nought; a test draws.
    pub(super) fn new(width: u32, height: u32) -> Self {
        let font = FontRef::new(dejavu::sans_condensed::regular()).expect("the embedded font is sound");
        let mut pixels = Pixmap::new(width, height).expect("a size above nought");
        pixels.fill(Color::WHITE);
        Self { pixels, font }
    }

    pub(super) fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            self.pixels.fill_rect(rect, &paint(ink), Transform::identity(), None);
        }
    }

    /// Writes on the baseline `y`, beside `x`.
    pub(super) fn write(&mut self, text: &str, x: f32, y: f32, side: Side, look: Type) {
        let width = self.width(text, look.size);
        let x = match side {
            Side::Right => x,
            Side::Middle => x - width / 2.0,
            Side::Left => x - width,
        };
        let mut pen = Pen { path: PathBuilder::new(), x, y };
        let outlines = self.font.outline_glyphs();
        for (glyph, advance) in glyphs(&self.font, text, look.size) {
            if let Some(outline) = outlines.get(glyph) {
                let settings = DrawSettings::unhinted(Size::new(look.size), LocationRef::default());
                // A glyph that the font itself spoilt is left out.
                let _ = outline.draw(settings, &mut pen);
            }
            pen.x += advance;
        }
        if let Some(path) = pen.path.finish() {
            self.fill(&path, look);
        }
    }

    /// The text, cut short with `…` where it is wider than `most`.
    pub(super) fn fitting(&self, text: &str, size: f32, most: f32) -> String {
        if self.width(text, size) <= most {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.nfc().collect();
        loop {
            kept.pop();
            let shown = format!("{}…", kept.iter().collect::<String>().trim_end());
            if kept.is_empty() || self.width(&shown, size) <= most {
                return shown;
            }
        }
    }

    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        glyphs(&self.font, text, size).map(|(_, advance)| advance).sum()
    }

    /// The picture as PNG in at most 256 colours: the inks, and how they fade into the paper at the edges of letters. A
    /// third of the size, and nobody sees it.
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    pub(super) fn png(self, inks: &[Ink]) -> Vec<u8> {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let palette = shades(inks);
        let mut known = HashMap::new();
        let mut index = |pixel: &PremultipliedColorU8| {
            let ink = (pixel.red(), pixel.green(), pixel.blue());
            *known.entry(ink).or_insert_with(|| nearest(&palette, ink))
        };
        let indices: Vec<u8> = self.pixels.pixels().iter().map(&mut index).collect();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_palette(palette.iter().flat_map(|ink| [ink.0, ink.1, ink.2]).collect::<Vec<_>>());
        let mut writer = encoder.write_header().expect("memory takes all");
        writer.write_image_data(&indices).expect("memory takes all");
        writer.finish().expect("memory takes all");
        bytes
    }

    fn fill(&mut self, path: &Path, look: Type) {
        let paint = paint(look.ink);
        self.pixels.fill_path(path, &paint, FillRule::Winding, Transform::identity(), None);
        if look.bold {
            // A second font for a few words would double what the program carries.
            let stroke = Stroke { width: look.size / 28.0, ..Stroke::default() };
            self.pixels.stroke_path(path, &paint, &stroke, Transform::identity(), None);
        }
    }
}

/// The glyphs of a text with how far each takes the pen. What the font lacks shows as its empty box.
fn glyphs(font: &FontRef<'static>, text: &str, size: f32) -> impl Iterator<Item = (GlyphId, f32)> {
    let charmap = font.charmap();
    let metrics = font.glyph_metrics(Size::new(size), LocationRef::default());
    text.nfc().filter(|c| !c.is_control()).map(move |c| {
        let glyph = charmap.map(c).unwrap_or(GlyphId::NOTDEF);
        (glyph, metrics.advance_width(glyph).unwrap_or_default())
    })
}

/// White, and for each ink itself and its even steps towards white.
fn shades(inks: &[Ink]) -> Vec<Ink> {
    let steps = (255 / inks.len().max(1)).clamp(1, 32) as u32;
    let faded = |part: u8, step: u32| (u32::from(part) + (255 - u32::from(part)) * step / steps) as u8;
    let of = |ink: &Ink| {
        let ink = *ink;
        (0..steps).map(move |step| (faded(ink.0, step), faded(ink.1, step), faded(ink.2, step)))
    };
    std::iter::once((255, 255, 255)).chain(inks.iter().flat_map(of)).take(256).collect()
}

/// The place in the palette of the colour that differs least.
fn nearest(palette: &[Ink], ink: Ink) -> u8 {
    let differs = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    let distance = |known: &Ink| differs(known.0, ink.0) + differs(known.1, ink.1) + differs(known.2, ink.2);
    let best = palette.iter().enumerate().min_by_key(|(_, known)| distance(known));
    best.and_then(|(place, _)| u8::try_from(place).ok()).unwrap_or(0)
}

fn paint(ink: Ink) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(ink.0, ink.1, ink.2, 255);
    paint
}

/// Font coordinates go up, those of a picture down.
struct Pen {
    path: PathBuilder,
    x: f32,
    y: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, self.y - y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, self.y - y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + cx, self.y - cy, self.x + x, self.y - y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + ax, self.y - ay, self.x + bx, self.y - by, self.x + x, self.y - y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dutch_letters_are_in_the_font() {
        let canvas = Canvas::new(1, 1);
        let charmap = canvas.font.charmap();
        for letter in "abcxyzABCXYZ0123456789éëïöüáèêçÉËÏĳĲ·–…,.!?€‘’“”()%".chars() {
            assert!(charmap.map(letter).is_some(), "{letter}");
        }
    }

    #[test]
    fn a_letter_and_its_accent_are_one() {
        let canvas = Canvas::new(1, 1);
        assert_eq!(canvas.width("ide\u{308}e", 20.0), canvas.width("idëe", 20.0));
        assert!(canvas.width("\u{10ffff}", 20.0) > 0.0);
        assert_eq!(canvas.width("\n\u{7}", 20.0), 0.0);
    }

    #[test]
    fn long_words_are_cut_to_fit() {
        let canvas = Canvas::new(1, 1);
        let shown = canvas.fitting("Andere of meer gemeenten", 24.0, 150.0);
        assert!(shown.ends_with('…') && canvas.width(&shown, 24.0) <= 150.0, "{shown}");
        assert_eq!(canvas.fitting("Velsen", 24.0, 150.0), "Velsen");
        assert_eq!(canvas.fitting("Velsen", 24.0, 1.0), "…");
    }

    /// How much of the picture is not white.
    fn inked(draw: impl FnOnce(&mut Canvas)) -> usize {
        let mut canvas = Canvas::new(100, 50);
        draw(&mut canvas);
        canvas.pixels.pixels().iter().filter(|pixel| pixel.red() < 128).count()
    }

    #[test]
    fn colours_become_the_nearest_of_the_palette() {
        let inks = [(0, 0, 0), (200, 0, 0)];
        let palette = shades(&inks);
        assert_eq!(palette.len(), 65);
        for ink in [(255, 255, 255), (0, 0, 0), (200, 0, 0)] {
            assert_eq!(palette[nearest(&palette, ink) as usize], ink);
        }
        let pink = palette[nearest(&palette, (228, 128, 128)) as usize];
        assert!(pink.0.abs_diff(228) < 8 && pink.1.abs_diff(128) < 8, "{pink:?}");
        assert!(shades(&[(1, 2, 3); 300]).len() <= 256);
    }

    #[test]
    fn words_and_bars_leave_ink() {
        let look = |bold| Type { size: 30.0, ink: (0, 0, 0), bold };
        let thin = inked(|canvas| canvas.write("ë", 10.0, 40.0, Side::Right, look(false)));
        let bold = inked(|canvas| canvas.write("ë", 10.0, 40.0, Side::Right, look(true)));
        let plain = inked(|canvas| canvas.write("e", 10.0, 40.0, Side::Right, look(false)));
        assert!(0 < plain && plain < thin && thin < bold, "{plain} {thin} {bold}");
        assert_eq!(inked(|canvas| canvas.rectangle(10.0, 10.0, 5.0, 4.0, (0, 0, 0))), 20);
        assert_eq!(inked(|canvas| canvas.rectangle(10.0, 10.0, f32::NAN, 4.0, (0, 0, 0))), 0);
    }
}
