<?php
/** Loads WordPress as its administrator. Notices and warnings of PHP end the script. */

set_error_handler(
	function ( $level, $message, $file, $line ) {
		if ( error_reporting() & $level & ~E_DEPRECATED & ~E_USER_DEPRECATED ) {
			fwrite( STDERR, "$message in $file:$line\n" );
			exit( 3 );
		}
		return false;
	}
);
$_SERVER['HTTP_HOST'] = 'wordpress.example.org';
$_SERVER['REQUEST_METHOD'] = 'GET';
require getenv( 'EXCHANGE_WORDPRESS' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
wp_set_current_user( 1 );
// As the plugin Co-Authors Plus does, which Debian does not have either.
register_taxonomy( 'author', array( 'post', 'page' ) );
