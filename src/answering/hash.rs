//! Keys of words and features: a fixed 64-bit hash, and hash tables that use such a key as it is.
//!
//! Invariant: the same bytes give the same key on every machine and in every version of the compiler.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table by keys that are hashes already.
pub(super) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<AsItIs>>;

/// FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>) with a last mix, so that all bits depend on all bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key(u64);

impl Key {
    /// A key space of its own for each kind of thing.
    pub(super) const fn of_kind(kind: u8) -> Self {
        Self(0xcbf2_9ce4_8422_2325).with_byte(kind)
    }

    pub(super) fn with(self, bytes: &[u8]) -> Self {
        bytes.iter().fold(self, |key, byte| key.with_byte(*byte))
    }

    pub(super) fn with_key(self, other: u64) -> Self {
        self.with(&other.to_le_bytes())
    }

    pub(super) const fn with_byte(self, byte: u8) -> Self {
        Self((self.0 ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3))
    }

    pub(super) const fn finish(self) -> u64 {
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    }
}

/// Takes a `u64` as its own hash.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = Key(self.0).with(bytes).finish();
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
