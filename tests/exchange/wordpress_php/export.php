<?php
/** Prints WordPress's own export of everything. */

require __DIR__ . '/start.php';
require_once ABSPATH . 'wp-admin/includes/export.php';
export_wp( array( 'content' => 'all' ) );
