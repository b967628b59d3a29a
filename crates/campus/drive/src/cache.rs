//! A small map that forgets everything when it is full. For facts that are cheap to find again.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

/// At most `capacity` facts.
#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    facts: Mutex<HashMap<K, V>>,
    capacity: usize,
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    pub fn new(capacity: usize) -> Self {
        Cache {
            facts: Mutex::default(),
            capacity,
        }
    }

    pub fn get(&self, key: &K) -> Option<V> {
        self.facts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
            .cloned()
    }

    pub fn remove(&self, key: &K) {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    pub fn put(&self, key: K, value: V) {
        let mut facts = self.facts.lock().unwrap_or_else(PoisonError::into_inner);
        if facts.len() >= self.capacity {
            facts.clear();
        }
        facts.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_small() {
        let cache = Cache::new(10);
        (0..1000).for_each(|key| cache.put(key, key));
        assert_eq!(cache.get(&999), Some(999));
        assert!(cache.facts.lock().unwrap().len() <= 10);
    }
}
