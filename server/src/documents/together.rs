//! A commit takes as long for many as for one: what comes while one is under way is written down by the next, all together.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use super::make::{Entry, make};
use crate::App;
use crate::import::Refused;
use crate::store;

#[derive(Default)]
pub(super) struct Together {
    orders: Mutex<Vec<Order>>,
    /// Whoever writes.
    writing: tokio::sync::Mutex<()>,
}

struct Order {
    entries: Vec<Entry>,
    done: oneshot::Sender<store::Result<()>>,
}

impl Together {
    /// Writes entries down, in one transaction with those of others.
    pub(super) async fn write(&self, app: &App, entries: Vec<Entry>) -> Result<(), Refused> {
        let (done, mut written) = oneshot::channel();
        self.orders.lock().unwrap_or_else(PoisonError::into_inner).push(Order { entries, done });
        let _writing = self.writing.lock().await;
        let orders = match written.try_recv() {
            Ok(result) => return Ok(result?),
            // Nobody took it along.
            Err(_) => std::mem::take(&mut *self.orders.lock().unwrap_or_else(PoisonError::into_inner)),
        };
        let _turn = app.imports.turn(&app.database).await;
        for (order, result) in write_all(app, orders).await {
            // Who no longer waits need not hear.
            let _heard = order.send(result);
        }
        let result = written.try_recv().map_err(|_| Refused::Corrupt("what came was not written down".to_owned()))?;
        Ok(result?)
    }
}

/// Writes orders down together, or, where one of them is refused, each by itself.
async fn write_all(app: &App, orders: Vec<Order>) -> Vec<(oneshot::Sender<store::Result<()>>, store::Result<()>)> {
    let all: Vec<&Entry> = orders.iter().flat_map(|order| &order.entries).collect();
    let together = make(&app.database, &all).await;
    let is_one = orders.len() == 1;
    let mut done = Vec::new();
    if is_one || together.is_ok() {
        let mut together = Some(together);
        for order in orders {
            done.push((order.done, together.take().unwrap_or(Ok(()))));
        }
        return done;
    }
    for order in orders {
        let alone = make(&app.database, &order.entries.iter().collect::<Vec<_>>()).await;
        done.push((order.done, alone));
    }
    done
}
