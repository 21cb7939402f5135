//! A white sheet with rectangles and words on it, in an embedded typeface: no font of the system is needed.

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_normalization::UnicodeNormalization;
use zeno::{Command, Join, Mask, PathBuilder, Stroke, Style};

/// Red, green and blue.
pub(super) type Ink = (u8, u8, u8);

/// The place of white in the palette.
const PAPER: u8 = 0;

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
    width: usize,
    inks: &'static [Ink],
    /// Row after row, each by its place in the palette: a byte rather than three, since memory is dear.
    pixels: Vec<u8>,
    font: FontRef<'static>,
}

impl Canvas {
    /// A white sheet for these inks, at most 255.
    ///
    /// # Panics
    /// When the embedded font cannot be read; a test draws.
    pub(super) fn new(width: u32, height: u32, inks: &'static [Ink]) -> Self {
        let font = FontRef::new(dejavu::sans_condensed::regular()).expect("the embedded font is sound");
        let (width, height) = (width as usize, height as usize);
        Self { width, inks, pixels: vec![PAPER; width * height], font }
    }

    /// Fills whole pixels, so that its edges are sharp. What lies outside the sheet is left out.
    pub(super) fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        let ink = self.shade(ink, 255);
        // A number that is none becomes nought.
        let (left, right) = (x.round().max(0.0) as usize, (x + width).round().max(0.0) as usize);
        let (top, bottom) = (y.round().max(0.0) as usize, (y + height).round().max(0.0) as usize);
        for row in self.pixels.chunks_mut(self.width).take(bottom).skip(top) {
            let right = right.min(row.len());
            row[left.min(right)..right].fill(ink);
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
        let mut pen = Pen { path: Vec::new(), x, y };
        let outlines = self.font.outline_glyphs();
        for (glyph, advance) in glyphs(&self.font, text, look.size) {
            if let Some(outline) = outlines.get(glyph) {
                let settings = DrawSettings::unhinted(Size::new(look.size), LocationRef::default());
                // A glyph that the font itself spoilt is left out.
                let _ = outline.draw(settings, &mut pen);
            }
            pen.x += advance;
        }
        self.fill(&pen.path, Style::default(), look.ink);
        if look.bold {
            // A second font for a few words would double what the program carries.
            let mut edge = Stroke::new(look.size / 28.0);
            edge.join(Join::Round);
            self.fill(&pen.path, edge.into(), look.ink);
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

    /// The picture as PNG in the colours of the palette.
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    pub(super) fn png(self) -> Vec<u8> {
        let (width, height) = (self.width, self.pixels.len() / self.width.max(1));
        let palette = self.palette();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_palette(palette.iter().flat_map(|ink| [ink.0, ink.1, ink.2]).collect::<Vec<_>>());
        let mut writer = encoder.write_header().expect("memory takes all");
        writer.write_image_data(&self.pixels).expect("memory takes all");
        writer.finish().expect("memory takes all");
        bytes
    }

    /// Lays the ink on the sheet where the path is, thinner at its edges.
    fn fill(&mut self, path: &[Command], style: Style<'_>, ink: Ink) {
        let (mask, place) = Mask::new(path).style(style).render();
        let full = self.shade(ink, 255);
        let same = full..full.saturating_add(self.steps());
        for (row, covers) in mask.chunks(place.width.max(1) as usize).enumerate() {
            for (column, cover) in covers.iter().enumerate() {
                let shade = self.shade(ink, *cover);
                let x = usize::try_from(place.left + column as i32).ok().filter(|x| *x < self.width);
                let y = usize::try_from(place.top + row as i32).ok();
                if let (Some(x), Some(y)) = (x, y)
                    && let Some(pixel) = self.pixels.get_mut(y * self.width + x)
                {
                    *pixel = match *pixel {
                        below if shade == PAPER => below,
                        // Lower in the palette is fuller.
                        below if same.contains(&below) => below.min(shade),
                        PAPER => shade,
                        below if *cover < 128 => below,
                        _ => shade,
                    };
                }
            }
        }
    }

    /// White, and for each ink itself and its even steps towards white: how it looks at the edges of letters.
    fn palette(&self) -> Vec<Ink> {
        let steps = u32::from(self.steps());
        let faded = |part: u8, step: u32| (u32::from(part) + (255 - u32::from(part)) * step / steps) as u8;
        let of = |ink: &Ink| {
            let ink = *ink;
            (0..steps).map(move |step| (faded(ink.0, step), faded(ink.1, step), faded(ink.2, step)))
        };
        std::iter::once((255, 255, 255)).chain(self.inks.iter().flat_map(of)).take(256).collect()
    }

    /// Steps from an ink to white: more than 32 nobody sees.
    fn steps(&self) -> u8 {
        (255 / self.inks.len().max(1)).clamp(1, 32) as u8
    }

    /// The place in the palette of an ink that covers so much of 255. An ink that is none of ours shows as the first.
    fn shade(&self, ink: Ink, cover: u8) -> u8 {
        let steps = usize::from(self.steps());
        let step = (usize::from(255 - cover) * steps + 127) / 255;
        let place = self.inks.iter().position(|known| *known == ink).unwrap_or(0);
        if step >= steps { PAPER } else { u8::try_from(1 + place * steps + step).unwrap_or(PAPER) }
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

/// Font coordinates go up, those of a picture down.
struct Pen {
    path: Vec<Command>,
    x: f32,
    y: f32,
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to([self.x + x, self.y - y]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to([self.x + x, self.y - y]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to([self.x + cx, self.y - cy], [self.x + x, self.y - y]);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.curve_to([self.x + ax, self.y - ay], [self.x + bx, self.y - by], [self.x + x, self.y - y]);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INKS: [Ink; 2] = [(0, 0, 0), (200, 0, 0)];

    #[test]
    fn dutch_letters_are_in_the_font() {
        let canvas = Canvas::new(1, 1, &INKS);
        let charmap = canvas.font.charmap();
        for letter in "abcxyzABCXYZ0123456789éëïöüáèêçÉËÏĳĲ·–…,.!?€‘’“”()%".chars() {
            assert!(charmap.map(letter).is_some(), "{letter}");
        }
    }

    #[test]
    fn a_letter_and_its_accent_are_one() {
        let canvas = Canvas::new(1, 1, &INKS);
        assert_eq!(canvas.width("ide\u{308}e", 20.0), canvas.width("idëe", 20.0));
        assert!(canvas.width("\u{10ffff}", 20.0) > 0.0);
        assert_eq!(canvas.width("\n\u{7}", 20.0), 0.0);
    }

    #[test]
    fn long_words_are_cut_to_fit() {
        let canvas = Canvas::new(1, 1, &INKS);
        let shown = canvas.fitting("Andere of meer gemeenten", 24.0, 150.0);
        assert!(shown.ends_with('…') && canvas.width(&shown, 24.0) <= 150.0, "{shown}");
        assert_eq!(canvas.fitting("Velsen", 24.0, 150.0), "Velsen");
        assert_eq!(canvas.fitting("Velsen", 24.0, 1.0), "…");
    }

    /// How much of the picture is not white.
    fn inked(draw: impl FnOnce(&mut Canvas)) -> usize {
        let mut canvas = Canvas::new(100, 50, &INKS);
        draw(&mut canvas);
        let palette = canvas.palette();
        canvas.pixels.iter().filter(|place| palette[**place as usize].0 < 128).count()
    }

    #[test]
    fn inks_fade_into_the_paper() {
        let canvas = Canvas::new(1, 1, &INKS);
        let palette = canvas.palette();
        let seen = |ink, cover| palette[canvas.shade(ink, cover) as usize];
        assert_eq!(palette.len(), 65);
        for ink in INKS {
            assert_eq!((seen(ink, 255), seen(ink, 0)), (ink, (255, 255, 255)));
        }
        let pink = seen((200, 0, 0), 128);
        assert!(pink.0.abs_diff(228) < 8 && pink.1.abs_diff(128) < 8, "{pink:?}");
        static MANY: [Ink; 300] = [(1, 2, 3); 300];
        assert_eq!(Canvas::new(1, 1, &MANY).palette().len(), 256);
    }

    #[test]
    fn words_over_a_bar_are_seen() {
        let mut canvas = Canvas::new(100, 50, &INKS);
        canvas.rectangle(0.0, 0.0, 100.0, 50.0, (200, 0, 0));
        canvas.write("M", 10.0, 40.0, Side::Right, Type { size: 30.0, ink: (0, 0, 0), bold: true });
        let black = canvas.shade((0, 0, 0), 255);
        let red = canvas.shade((200, 0, 0), 255);
        assert!(canvas.pixels.iter().filter(|pixel| **pixel == black).count() > 50);
        assert!(canvas.pixels.iter().filter(|pixel| **pixel == red).count() > 4_000);
        assert!(!canvas.pixels.contains(&PAPER));
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
        assert_eq!(inked(|canvas| canvas.rectangle(-5.0, -5.0, 9e9, 9e9, (0, 0, 0))), 5_000);
        assert_eq!(inked(|canvas| canvas.rectangle(200.0, 60.0, 5.0, 5.0, (0, 0, 0))), 0);
        // Beyond the edges nothing is drawn, and nothing comes in again at the other side.
        assert_eq!(inked(|canvas| canvas.write("ëëë", 120.0, 40.0, Side::Right, look(true))), 0);
        assert_eq!(inked(|canvas| canvas.write("ë", -90.0, -40.0, Side::Right, look(true))), 0);
    }
}
