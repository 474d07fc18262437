<?php
/** Installs WordPress with an administrator, and without its sample post, page and comment. */

define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = 'wordpress.example.org';
require getenv( 'EXCHANGE_WORDPRESS' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

/** Sends no e-mail. */
function wp_mail() {
	return true;
}

wp_install( 'Blog', 'owner', 'owner@example.org', true, '', 'correct horse battery' );
foreach ( get_posts( array( 'post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
	wp_delete_post( $post->ID, true );
}
update_option( 'timezone_string', 'Europe/Berlin' );
