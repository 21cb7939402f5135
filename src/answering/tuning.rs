//! The numbers that the engine works with, each chosen by cross-validation.
//!
//! Invariant: no question that the engine is measured with had a part in choosing them.

/// See `ARCHITECTURE.md` for how they were chosen.
#[derive(Debug, Clone)]
pub(crate) struct Tuning {
    pub(crate) corrected: f32,
    pub(crate) corrected_pieces: f32,
    pub(crate) part: f32,
    pub(crate) pair: f32,
    pub(crate) shortest_piece: usize,
    pub(crate) longest_piece: usize,
    pub(crate) unseen: f32,
    pub(crate) words: f32,
    pub(crate) pieces: f32,
    pub(crate) trust: f32,
    pub(crate) rounds: usize,
    pub(crate) rate: f32,
    pub(crate) nearest: f32,
    pub(crate) title: f32,
    pub(crate) answer: f32,
    pub(crate) idf: f32,
    pub(crate) bias: f32,
    pub(crate) follow_up: f32,
    pub(crate) smoothing: f32,
    pub(crate) temper: f32,
    pub(crate) aside: f32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            corrected: 0.8,
            corrected_pieces: 0.7,
            part: 0.5,
            pair: 0.7,
            shortest_piece: 2,
            longest_piece: 5,
            unseen: 1.0,
            words: 1.0,
            pieces: 2.0,
            trust: 10.0,
            rounds: 20,
            rate: 2.0,
            nearest: 0.0,
            title: 1.0,
            answer: 0.0,
            idf: 1.0,
            bias: 0.1,
            follow_up: 3.0,
            smoothing: 0.2,
            temper: 2.0,
            aside: 0.5,
        }
    }
}
