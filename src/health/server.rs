//! The pages over HTTP.

use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use prometheus_client::encoding::prometheus_text::CONTENT_TYPE;
use tokio::net::TcpListener;

use super::checkup::Checkup;
use super::metrics;

/// The pages, listening and not yet served.
pub struct Monitor {
    listener: TcpListener,
    address: SocketAddr,
}

struct Pages {
    checkup: Checkup,
    started: DateTime<Utc>,
}

impl Monitor {
    /// Listens.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves the pages for as long as this is waited for.
    ///
    /// # Errors
    /// When listening fails.
    pub async fn serve(self, checkup: Checkup) -> io::Result<()> {
        let pages = Arc::new(Pages { checkup, started: Utc::now() });
        let router = Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
            .route("/metrics", get(metrics))
            .with_state(pages);
        axum::serve(self.listener, router).into_future().await
    }
}

async fn ready(State(pages): State<Arc<Pages>>) -> Response {
    let report = pages.checkup.examine().await;
    let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(report)).into_response()
}

async fn metrics(State(pages): State<Arc<Pages>>) -> Response {
    let Checkup { vitals, .. } = &pages.checkup;
    let report = pages.checkup.examine().await;
    match metrics::page(&report, vitals, pages.started) {
        Ok(page) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], page).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
