package spinewatch.hapi;

import ca.uhn.fhir.rest.server.RestfulServer;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A HAPI FHIR R4 JPA server on <code>http://127.0.0.1:PORT/fhir</code>, for tests alone: loopback only, no
 * authentication, H2 in memory. Usage: <code>HapiServer PORT</code> (0 picks one). Says
 * <code>listening on PORT</code> on stdout once it answers; ends on SIGTERM and when stdin is closed, so that it does not
 * outlive a test run that was killed.
 */
public final class HapiServer {

  private HapiServer() {}

  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
    AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext(ServerConfig.class);

    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(beans.getBean(RestfulServer.class)), "/fhir/*");

    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    jetty.addConnector(connector);
    jetty.setHandler(context);
    jetty.setStopAtShutdown(true);
    jetty.start();
    System.out.println("listening on " + connector.getLocalPort());
    endWithStdin();
    jetty.join();
  }

  private static void endWithStdin() {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException closed) {
                // As good as the end of the stream.
              }
              System.exit(0);
            });
    reader.setDaemon(true);
    reader.start();
  }
}
